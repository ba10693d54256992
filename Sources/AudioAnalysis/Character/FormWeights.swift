/// Linear weights of ``FormMeasures``: a logistic regression on the tuning half of the rendered sounds and on real ones, fitted
/// by `Benchmarks/audio/fit.py`.
enum FormWeights {
    static let forms: [(form: AnalysedAudio.Form, offset: Double, weights: [Double])] = [
        (
            form: .loop, offset: -1.826,
            weights: [
                0.106, -0.192, 3.140, 0.194, -0.946, 0.024, -0.274, 0.140, -2.419, -0.885, 0.253, 1.117, 0.821,
                2.025, 0.514, 1.119, 3.413,
            ]
        ),
        (
            form: .oneShot, offset: 0.493,
            weights: [
                -0.297, 1.433, -3.740, -0.227, 0.125, -0.227, -1.285, 0.150, -0.831, 0.827, -0.033, -0.987, -1.790,
                1.097, 0.015, -0.838, -4.005,
            ]
        ),
        (
            form: .texture, offset: 1.333,
            weights: [
                0.191, -1.240, 0.601, 0.033, 0.821, 0.203, 1.559, -0.290, 3.250, 0.057, -0.220, -0.130, 0.969,
                -3.123, -0.529, -0.281, 0.592,
            ]
        ),
    ]
}
