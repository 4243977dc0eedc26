import Synchronization
import Testing

@testable import Engine

@Suite("Figures that are kept")
struct LiveFiguresTests {
    @Test func `what is counted quickly is counted each time`() {
        let remembered = Remembered<Int>(for: .seconds(60))
        #expect(remembered("members") { 1 } == 1)
        #expect(remembered("members") { 2 } == 2)
    }

    @Test func `what took long is kept, each name by itself`() {
        let remembered = Remembered<Int>(for: .seconds(60))
        #expect(remembered("members") { Self.slowly(1) } == 1)
        #expect(remembered("members") { Self.slowly(2) } == 1)
        #expect(remembered("due") { Self.slowly(3) } == 3)
    }

    @Test func `nothing is kept for longer than was asked`() {
        let remembered = Remembered<Int>(for: .zero)
        #expect(remembered("members") { Self.slowly(1) } == 1)
        #expect(remembered("members") { Self.slowly(2) } == 2)
    }

    @Test func `a count that fails is not kept`() throws {
        let remembered = Remembered<Int>(for: .seconds(60))
        #expect(throws: CancellationError.self) { try remembered("members") { throw CancellationError() } }
        #expect(remembered("members") { 2 } == 2)
    }

    /// Longer than what counts as quick.
    private static func slowly(_ figure: Int) -> Int {
        let end = ContinuousClock.now + .milliseconds(15)
        while ContinuousClock.now < end {}
        return figure
    }
}
