import Foundation
import MusiCNN
import Testing

@Suite("Weights that are not whole")
struct DamagedWeightsTests {
    let folder: URL

    init() throws {
        _ = try Weights.bundle()
        folder = FileManager.default.temporaryDirectory.appending(path: "attune-weights-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: Weights.folder), to: folder)
    }

    private var prefix: String { folder.appending(path: "weights").path }
    private var index: URL { folder.appending(path: "weights.index") }
    private var data: URL { folder.appending(path: "weights.data-00000-of-00001") }
    private func clear() { try? FileManager.default.removeItem(at: folder) }

    @Test("every shorter index is refused in words")
    func shortIndex() throws {
        defer { clear() }
        let whole = try Data(contentsOf: index)
        for length in stride(from: 0, to: whole.count, by: 7) {
            try whole.prefix(length).write(to: index)
            #expect(throws: TensorBundleError.self, "\(length) bytes") { _ = try Network(TensorBundle(prefix: prefix)) }
        }
    }

    @Test("an index with a changed byte is refused, or the byte meant nothing")
    func changedIndex() throws {
        defer { clear() }
        let whole = try Data(contentsOf: index)
        var refused = 0
        for place in stride(from: 0, to: whole.count, by: 11) {
            var changed = whole
            changed[place] ^= 0x41
            try changed.write(to: index)
            do { _ = try TensorBundle(prefix: prefix) } catch { refused += 1 }
        }
        // Only the footer's padding and an empty block that nobody reads say nothing: some 60 bytes.
        #expect(refused >= (whole.count + 10) / 11 - 6)
    }

    @Test("shorter data, and data with a changed bit, name the variable that is damaged")
    func damagedData() throws {
        defer { clear() }
        // The words of the error, without the network, whose description is millions of numbers.
        func words() -> String {
            do throws(TensorBundleError) {
                _ = try Network(TensorBundle(prefix: prefix))
                return ""
            } catch {
                return "\(error)"
            }
        }
        let whole = try Data(contentsOf: data)
        try whole.prefix(whole.count / 2).write(to: data)
        #expect(words().contains("outside of the data"))
        // Variables stand in the order of their names.
        var changed = whole
        changed[3] ^= 1
        try changed.write(to: data)
        #expect(words().contains("'batch_normalization/beta' does not match its checksum"))
        try whole.write(to: data)
        #expect(words().isEmpty)
    }

    @Test("a missing file is named")
    func missing() throws {
        defer { clear() }
        try FileManager.default.removeItem(at: data)
        #expect(throws: TensorBundleError.unreadable(data.path)) { try TensorBundle(prefix: prefix) }
    }

    @Test("variables of another shape, and ones that are not there, are refused by name")
    func shapes() throws {
        defer { clear() }
        let bundle = try TensorBundle(prefix: prefix)
        #expect { try bundle.tensor("conv2d/kernel", shape: [7, 38, 204]) } throws: {
            "\($0)".contains("conv2d/kernel")
        }
        #expect(throws: TensorBundleError.missing("conv9d/kernel")) { try bundle.tensor("conv9d/kernel", shape: [1]) }
    }
}
