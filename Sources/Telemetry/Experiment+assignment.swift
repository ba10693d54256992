public import Ranking

extension Experiment {
    /// The arm of a session, or `nil` when it takes no part (or the experiment is off, or has no usable arm).
    ///
    /// A pure function of salt, traffic, arms and session, so it is sticky without anything being stored, and the same
    /// on every node. With `h` the ``StableHash`` of salt, a NUL and the session id:
    ///
    /// * a session takes part when the fraction of `finalised(h ^ golden ratio)` is below ``traffic``;
    /// * the fraction of `finalised(h)` chooses the arm by cumulative weight.
    ///
    /// Two independent draws, so that raising the traffic adds sessions and moves none that took part before.
    public func arm(for session: SessionID) -> Arm? {
        guard enabled else { return nil }
        var bytes = Array(salt.utf8)
        bytes.append(0)
        bytes += session.rawValue.utf8
        let hash = StableHash.fnv1a(bytes.span)
        guard StableHash.fraction(StableHash.finalised(hash ^ 0x9e37_79b9_7f4a_7c15)) < traffic else { return nil }
        return arm(at: StableHash.fraction(StableHash.finalised(hash)))
    }

    /// The arm that holds this fraction of the total weight.
    private func arm(at fraction: Double) -> Arm? {
        let usable = arms.filter { $0.weight.isFinite && $0.weight > 0 }
        let total = usable.reduce(0) { $0 + $1.weight }
        var reached = 0.0
        for arm in usable {
            reached += arm.weight
            if fraction * total < reached { return arm }
        }
        return usable.last
    }
}
