/// Linear weights of ``FormMeasures``: a logistic regression on the tuning half of the rendered sounds and on real ones, fitted
/// by `Benchmarks/audio/fit.py`.
enum FormWeights {
    static let forms: [(form: AnalysedAudio.Form, offset: Double, weights: [Double])] = [
        (
            form: .loop, offset: -4.548,
            weights: [
                0.235, 0.342, 2.116, 0.387, -0.750, 0.083, 0.286, 0.045, -1.519, -0.352, 0.557, 1.594, 0.977, 2.224,
                0.465, 1.355, 4.651,
            ]
        ),
        (
            form: .oneShot, offset: 2.505,
            weights: [
                -0.598, 1.762, -2.722, -0.312, -0.563, -0.166, -1.266, 0.103, -1.300, 0.246, -0.271, -0.576, -1.800,
                0.565, 0.155, -0.910, -4.526,
            ]
        ),
        (
            form: .texture, offset: 2.042,
            weights: [
                0.363, -2.104, 0.606, -0.075, 1.313, 0.083, 0.980, -0.148, 2.819, 0.106, -0.286, -1.018, 0.823,
                -2.790, -0.619, -0.444, -0.124,
            ]
        ),
    ]
}
