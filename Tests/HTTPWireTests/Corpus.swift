extension WireCase {
    /// All tables together.
    static let corpus: [WireCase] =
        requestLines + versions + methods + targets + absoluteTargets + fields + names + hosts + lengths
        + ambiguousLengths + codings + chunkSizes + chunkExtensions + chunkData + trailers + connections
}
