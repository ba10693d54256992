import AudioAnalysis
import Dispatch

/// Threads of its own for listening, so that a long import does not occupy the ones that answer requests.
struct AnalysisPool: Sendable {
    private let queue = DispatchQueue(label: "attune.analysis", qos: .utility, attributes: .concurrent)
    private let analyser: AudioAnalyser

    init(analyser: AudioAnalyser) { self.analyser = analyser }

    /// Analyses a file on one of the pool's threads. The caller bounds how many run at once.
    func analyse(_ file: SoundFile) async -> Result<AnalysedAudio, AudioFileError> {
        await withCheckedContinuation { continuation in
            queue.async {
                do throws(AudioFileError) {
                    continuation.resume(
                        returning: .success(try analyser.analyse(path: file.path, folders: file.folders)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}
