enum AudioAnalysisPlaceholder {}
