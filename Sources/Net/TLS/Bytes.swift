extension [UInt8] {
    mutating func append(copying bytes: Span<UInt8>) {
        // The span's memory is valid for its count while the span is borrowed.
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
