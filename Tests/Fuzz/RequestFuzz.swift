/// Fuzzes the whole parser: any bytes of a connection, several requests after one another.
func fuzz(_ bytes: [UInt8]) { Comparison.run(bytes) }
