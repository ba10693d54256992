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

    /// e^(−age/scale) without that end, a factor of such a product: more than 1 for what is yet to come, and never so much that
    /// the product is not a number.
    static func part(age: Double, scale: Double) -> Double { exp(min(-age / scale, 600)) }

    /// ½^(age/halfLife), 1 for an age of zero or less.
    public static func halving(age: Double, halfLife: Double) -> Double { age > 0 ? exp2(-age / halfLife) : 1 }
}
