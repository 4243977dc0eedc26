import Domain
import Testing

@testable import API

@Suite("Counting failed tries")
struct RateLimiterTests {
    @Test("Kinds and addresses are counted apart, and a success is taken back")
    func apart() {
        let limiter = RateLimiter()
        let now = Timestamp(seconds: 1_000)
        for _ in 0..<10 { #expect(limiter.admit(.login, "a", at: now) == nil) }
        #expect(limiter.admit(.login, "a", at: now) == 300)
        #expect(limiter.admit(.cron, "a", at: now) == nil)
        #expect(limiter.admit(.login, "b", at: now) == nil)
        limiter.forgive(.login, "a")
        #expect(limiter.admit(.login, "a", at: now) == nil)
        #expect(limiter.admit(.login, "a", at: now) == 300)
        #expect(limiter.admit(.login, "a", at: now.adding(milliseconds: 299_999)) == 1)
        #expect(limiter.admit(.login, "a", at: now.adding(seconds: 300)) == nil)
    }

    @Test("A flood of addresses is forgotten from its oldest end, and never fills the memory")
    func flood() {
        let limiter = RateLimiter()
        for number in 0..<25_000 {
            #expect(limiter.admit(.login, "\(number)", at: Timestamp(milliseconds: Int64(number))) == nil)
        }
        #expect(limiter.size <= 10_000)
    }
}
