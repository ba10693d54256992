/// What a fingerprint is made of before it is standardised and weighted: for fitting ``FingerprintScale``, and for finding
/// out which part tells sounds apart.
package struct FingerprintMeasures: Sendable {
    /// In the order of the parts of ``Fingerprint``.
    package let values: [Float]

    /// Listens to the file at `path`.
    package init(path: String) throws(AudioFileError) {
        values = Fingerprint.values(of: HeardSound(try Listening(path: path)))
    }
}
