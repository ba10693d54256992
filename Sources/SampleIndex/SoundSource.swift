public import Library

/// A library that an index can be built from: read several times, in the same order and with the same content each time.
public protocol SoundSource {
    func forEach(_ body: (Sound) throws -> Void) throws
}

extension Array: SoundSource where Element == Sound {}
