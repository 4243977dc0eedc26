import Testing
@Test("nothing") func nothing() {}
