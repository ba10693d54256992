// swift-tools-version: 6.3
import PackageDescription

// One set of settings for every target. Warnings are errors in our code only: dependencies keep their own.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A room of the house: a library target under `Sources/`, with the arrows it may draw.
func room(_ name: String, _ arrows: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: arrows, resources: resources, swiftSettings: strict)
}

/// A room's tests, under `Tests/<room>Tests`. Tests are compiled without optimisation, in half the time, unless they compute
/// much themselves; what they test is optimised.
func tests(
    _ room: String, _ more: [Target.Dependency] = [], resources: [Resource] = [], compute: Bool = false
) -> Target {
    .testTarget(
        name: "\(room)Tests", dependencies: [.byName(name: room)] + more, resources: resources,
        swiftSettings: strict + (compute ? [] : [.unsafeFlags(["-Onone"])]))
}

/// A C library of the system: `module.modulemap` and `shim.h`, nothing else.
func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "attune",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "attune", targets: ["attune"]),
        .executable(name: "attune-loadtest", targets: ["attune-loadtest"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        // System libraries
        system("CHiredis", apt: "libhiredis-dev"),
        system("COpenBLAS", apt: "libopenblas-dev"),
        system("CSndfile", apt: "libsndfile1-dev"),
        system("CSoxr", apt: "libsoxr-dev"),
        system("CKissFFT", apt: "libkissfft-dev"),
        system("CEBUR128", apt: "libebur128-dev"),
        system("CNettle", apt: "nettle-dev"),
        system("CCairo", apt: "libcairo2-dev"),
        system("CCurl", apt: "libcurl4-openssl-dev"),

        // Pure rooms
        room("Music"),
        room("Ranking", ["Music"]),
        room("Library", ["Music", "Ranking"]),
        room("Sessions", ["Music", "Ranking"]),
        room("Telemetry", ["Ranking", "Sessions"]),
        room("Streaming", [nio("NIOCore")]),

        // Rooms of the programs
        room("AttuneSettings", [configuration, logging]),
        room("Outbound", ["CCurl"]),
        room("Access", [crypto, jwt]),

        // Rooms with hands
        // The one C of our own: loops that Swift cannot vectorise.
        .target(name: "CKernels"),
        room("SampleIndex", ["Music", "Library", "Ranking", "CKernels", "COpenBLAS"]),
        room(
            "AudioAnalysis",
            ["Music", "CSndfile", "CSoxr", "CKissFFT", "CEBUR128", "COpenBLAS", "CNettle"]),
        room("MusiCNN", ["AudioAnalysis", "CKernels", "CNettle", "COpenBLAS", "Library", "Music", "Ranking"]),
        room("EmbeddingWorker", ["AudioAnalysis", "Library", "Music", "Outbound", "Ranking"]),
        room("Catalog", ["Music", "Library", "Ranking", "Sessions", "Telemetry", grdb]),
        room(
            "RedisStore",
            ["Library", "Ranking", "Sessions", "Streaming", "Telemetry", "CHiredis", logging, nio("NIOCore")]),
        room(
            "Engine",
            [
                "Music", "Library", "Ranking", "SampleIndex", "AudioAnalysis", "Sessions", "Streaming", "Telemetry",
                lifecycle, logging, nio("NIOCore"), nio("NIOPosix"),
            ]),
        room(
            "AttuneServer",
            [
                "Access", "AudioAnalysis", "Engine", "Music", "Library", "Ranking", "Sessions", "Streaming",
                "Telemetry",
                hummingbird,
                lifecycle, logging, nio("NIOCore"), nio("NIOPosix"),
            ],
            resources: [.embedInCode("Dashboard"), .embedInCode("Resources")]),

        // Programs
        .executableTarget(
            name: "attune",
            dependencies: [
                "Music", "Library", "Ranking", "SampleIndex", "AudioAnalysis", "Catalog", "Sessions", "Streaming",
                "Telemetry", "RedisStore", "Engine", "Access", "AttuneServer", "AttuneSettings", "Outbound", "MusiCNN",
                "EmbeddingWorker",
                argumentParser, grdb,
                lifecycle, logging, unixSignals, nio("NIOCore"), "CCurl", "CEBUR128", "CHiredis", "COpenBLAS",
                "CSoxr",
                "CSndfile", "CCairo",
            ],
            swiftSettings: strict),
        room("SSEClient", [nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1")]),
        .executableTarget(
            name: "attune-loadtest",
            dependencies: [
                "SSEClient", "Streaming", argumentParser, histogram, nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
            ],
            path: "loadtest",
            exclude: ["compare-nchan.sh", "grow-library.py", "nchan.conf", "redis-cost.py"],
            swiftSettings: strict),

        .executableTarget(
            name: "attune-fuzz",
            dependencies: [
                "AttuneServer", "AudioAnalysis", "CKernels", "CSndfile", "Library", "Music", "MusiCNN", "Ranking",
                "SampleIndex", "Sessions", "SSEClient", "Streaming", "Telemetry", argumentParser, nio("NIOCore"),
            ],
            path: "fuzz",
            swiftSettings: strict),

        // Tests
        room(
            "AttuneTesting",
            [
                "Library", "Music", "Ranking", "Sessions", "SSEClient", "Telemetry", nio("NIOCore"), nio("NIOHTTP1"),
                nio("NIOPosix"),
            ]),
        tests("Music"),
        tests("Ranking", ["Music"], compute: true),
        tests("SampleIndex", ["CKernels", "Music", "Library", "Ranking"], compute: true),
        tests("AudioAnalysis", ["Music", "CSndfile"], compute: true),
        tests(
            "MusiCNN", ["AttuneTesting", "AudioAnalysis", "Library", "Music", "Ranking"],
            resources: [.copy("Reference")], compute: true),
        tests("Catalog", ["Music", "Library", "Ranking", "Sessions", "Streaming", "Telemetry", grdb]),
        tests("Sessions", ["Music", "Ranking"]),
        tests("Streaming", ["SSEClient", nio("NIOCore")]),
        tests("EmbeddingWorker", ["AttuneTesting", "Library", "Ranking", nio("NIOCore"), nio("NIOHTTP1")]),
        tests("SSEClient", ["AttuneTesting", nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix")]),
        tests("Telemetry", ["Ranking", "Sessions"]),
        tests("AttuneSettings", [configuration, logging]),
        tests("attune", ["AttuneTesting", "Catalog", "Library", nio("NIOCore"), nio("NIOHTTP1")]),
        tests("Access", [jwt]),
        tests("Outbound", [nio("NIOCore"), nio("NIOPosix")]),
        tests(
            "RedisStore",
            [
                "AttuneTesting", "Catalog", "Library", "Music", "Ranking", "Sessions", "SSEClient", "Streaming",
                "Telemetry", logging, nio("NIOCore"), nio("NIOPosix"),
            ]),
        tests(
            "Engine",
            [
                "AttuneTesting", "Music", "Library", "Ranking", "SampleIndex", "Sessions", "Streaming", "Telemetry",
                logging, nio("NIOCore"),
            ]),
        tests(
            "AttuneServer",
            [
                "Access", "AttuneTesting", "Engine", "Music", "Library", "Ranking", "Sessions", "SSEClient",
                "Streaming",
                "Telemetry",
                nio("NIOCore"), nio("NIOHTTP1"), yams,
            ]),
    ]
)
