import AudioAnalysis
import Dispatch
import Ranking

/// Threads of its own for listening, so that a long import does not occupy the ones that answer requests.
struct AnalysisPool: Sendable {
    private let queue = DispatchQueue(label: "attune.analysis", qos: .utility, attributes: .concurrent)
    private let analyser: AudioAnalyser

    init(analyser: AudioAnalyser) { self.analyser = analyser }

    /// Listens to a file on one of the pool's threads; one that only looks changed is listened to no further than it takes to
    /// know that its audio is the same. The caller bounds how many run at once.
    func hear(_ file: SoundFile) async -> Heard {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: heard(file)) }
        }
    }

    private func heard(_ file: SoundFile) -> Heard {
        do throws(AudioFileError) {
            if let former = file.former, SampleID(try analyser.identity(path: file.path)) == former {
                return .same(former)
            }
            return .sound(try analyser.analyse(path: file.path, folders: file.folders))
        } catch {
            return .broken(error)
        }
    }
}

/// What came of listening to a file.
enum Heard: Sendable {
    case sound(AnalysedAudio)
    /// The audio that the file held before.
    case same(SampleID)
    case broken(AudioFileError)
}
