import Access
import AttuneSettings
import Foundation

extension Settings.Authentication {
    /// Reads the configured keys; with none, an authority that only makes tickets for this process.
    func authority() async throws -> TokenAuthority {
        let secret = try secretFile.map(Self.secret(in:)) ?? self.secret.map { Array($0.utf8) }
        let keySet = try keySetFile.map { String(decoding: try Self.read($0, .authKeySet), as: UTF8.self) }
        do {
            return try await TokenAuthority(secret: secret, keySet: keySet, issuer: issuer, audience: audience)
        } catch KeyError.shortSecret(let bytes) {
            throw Failure(
                .usage, "\(KeyError.shortSecret(bytes: bytes))", next: "Make one:  \(TokenCommand.makeSecret)")
        } catch {
            throw Failure(
                .badData, "\(keySetFile ?? Setting.authKeySet.rawValue): \(error)",
                next: "Accepted is \(Setting.authKeySet.accepted).")
        }
    }

    /// White space at the ends is the editor's, not the secret's.
    private static func secret(in file: String) throws -> [UInt8] {
        let bytes = try read(file, .authSecretFile)
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(bytes[first...last])
    }

    private static func read(_ file: String, _ setting: Setting) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw Failure(
                .usage, "\(setting.rawValue): \(file) cannot be read: \(error.localizedDescription)",
                next: "Accepted is \(setting.accepted).")
        }
    }
}
