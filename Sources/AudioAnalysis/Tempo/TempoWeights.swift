/// Linear weights of ``TempoCandidate/names``: a conditional logit over the candidates of a sound, fitted on the tuning half
/// of the rendered loops by `Benchmarks/audio/fit.py`.
enum TempoWeights {
    static let values = [
        3.743, 4.856, 4.889, 2.400, 2.354, 0.866, 1.183, 2.888, 6.052, -0.188, 2.183, 1.299, 1.859, 0.862, 1.206,
        1.151, 0.176, 0.443, 0.137, -2.244, 0.858, -0.060, 0.888, 1.661, 0.184, -1.114, -0.876, 0.050, -0.292,
        -1.835, -0.519, 0.686, 0.225, 0.223, 1.030, -0.492, -0.395, 0.269, 0.521, 0.424, -0.066, -0.016, -0.204,
        0.132, 0.257, 1.309, -8.200, -27.312, 0.459, 2.634,
    ]
}
