enum SampleIndexPlaceholder {}
