/// A library that can be read several times, in the same order and with the same content each time: what an index is
/// built from.
public protocol SoundSource {
    func forEach(_ body: (Sound) throws -> Void) throws
}

extension Array: SoundSource where Element == Sound {}
