@main struct Echelon { static func main() {} }
