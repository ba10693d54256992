"""Writes fitted weights as the Swift sources that hold them."""

WIDTH = 118


def numbers(values, indent, digits):
    """Comma-separated, wrapped as the formatter does."""
    lines, line = [], " " * indent
    for value in values:
        word = f"{value:.{digits}f}"
        word = word.lstrip("-") if not float(word) else word
        if len(line) + len(word) + 2 > WIDTH:
            lines.append(line.rstrip())
            line = " " * indent
        line += word + ", "
    return "\n".join([*lines, line.rstrip()])


def write_tempo(path, weights):
    path.write_text(f"""/// Linear weights of ``TempoCandidate/names``: a conditional logit over the candidates of a sound, fitted on the tuning half
/// of the rendered loops by `Benchmarks/audio/fit.py`.
enum TempoWeights {{
    static let values = [
{numbers(weights, 8, 3)}
    ]
}}
""")


def write_key(path, weights):
    def rows(values):
        return "\n".join(f"        [{numbers(row, 0, 2).rstrip(',')}]," for row in values.reshape(-1, 12))

    half = (len(weights) - 4) // 2
    path.write_text(f"""/// What each cue of ``KeyCues`` adds to the score of a key, by scale degree from the tonic: a conditional logit over 24 keys
/// with the published profile as the starting point, fitted on the tuning half of the rendered loops by
/// `Benchmarks/audio/fit.py`.
enum KeyWeights {{
    /// Of the correlation of all notes, of the harmonic chroma, and of the notes in which the seldom ones count more, with
    /// ``KeyProfile/shaath``.
    static let correlation = (all: {weights[0]:.2f}, harmonic: {weights[1]:.2f}, seldom: {weights[2]:.2f})
    /// Of being major.
    static let major = {weights[3]:.3f}
    /// In the order of ``KeyCues/inOrder``; twelve degrees each.
    static let majorDegrees: [[Double]] = [
{rows(weights[4 : 4 + half])}
    ]

    static let minorDegrees: [[Double]] = [
{rows(weights[4 + half :])}
    ]
}}
""")


def case(name):
    return "oneShot" if name == "one-shot" else name


def write_form(path, names, forms):
    """`forms` holds a block per form: the measures' weights, then the offset."""
    rows = "\n".join(
        f"""        (
            form: .{case(name)}, offset: {block[-1]:.3f},
            weights: [
{numbers(block[:-1], 16, 3)}
            ]
        ),"""
        for name, block in zip(names, forms.reshape(len(names), -1)))
    path.write_text(f"""/// Linear weights of ``FormMeasures``: a logistic regression on the tuning half of the rendered sounds and on real ones, fitted
/// by `Benchmarks/audio/fit.py`.
enum FormWeights {{
    static let forms: [(form: AnalysedAudio.Form, offset: Double, weights: [Double])] = [
{rows}
    ]
}}
""")


def write_role(path, names, roles, pitched):
    """`roles` and `pitched` hold a block per class: the measures' weights, then the offset."""
    size = len(roles) // len(names)
    odds = pitched[size:] - pitched[:size]
    rows = "\n".join(
        f"""        Row(
            role: .{case(name)}, offset: {block[-1]:.3f},
            weights: [
{numbers(block[:-1], 16, 3)}
            ]),"""
        for name, block in zip(names, roles.reshape(len(names), size)))
    path.write_text(f"""import Music

/// Linear weights of ``RoleMeasures``: a logistic regression on the tuning half of the rendered sounds and on real ones, fitted
/// by `Benchmarks/audio/fit.py`.
enum RoleWeights {{
    struct Row: Sendable {{
        let role: Role
        let offset: Double
        /// In the order of ``RoleMeasures``.
        let weights: [Double]
    }}

    /// Log odds of being played in a key, rather than drums.
    static let pitched = (
        offset: {odds[-1]:.3f},
        weights: [
{numbers(odds[:-1], 12, 3)}
        ]
    )

    /// `loop` is a mix of several.
    static let roles: [Row] = [
{rows}
    ]
}}
""")
