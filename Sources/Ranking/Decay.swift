#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Exponential fading, the one way in which time makes anything matter less.
public enum Decay {
    /// e^(−age/scale), 1 for an age of zero or less (a clock that went back makes nothing count for more).
    public static func exponential(age: Double, scale: Double) -> Double { age > 0 ? exp(-age / scale) : 1 }

    /// ½^(age/halfLife), 1 for an age of zero or less.
    public static func halving(age: Double, halfLife: Double) -> Double { age > 0 ? exp2(-age / halfLife) : 1 }
}
