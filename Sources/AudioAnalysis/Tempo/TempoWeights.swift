/// Linear weights of ``TempoCandidate/names``: a conditional logit over the candidates of a sound, fitted on the tuning half
/// of the rendered loops by `Benchmarks/audio/fit.py`.
enum TempoWeights {
    static let values = [
        4.481, 4.985, 6.862, 3.066, 0.639, 1.203, 3.037, 0.316, 7.314, -0.561, 2.276, 2.363, 0.688, 1.294, 0.794,
        1.683, -0.080, 1.653, -0.967, -4.260, 1.722, 0.342, 1.325, 2.263, 0.902, -0.854, -1.890, 0.740, -1.039,
        -1.195, 0.179, 0.882, 0.558, 0.597, 0.511, -0.676, -0.158, 0.384, 0.750, 0.892, -0.342, -0.241, 0.003,
        -1.605, 3.457, 0.716, -3.136, -27.483, 0.828, 1.591,
    ]
}
