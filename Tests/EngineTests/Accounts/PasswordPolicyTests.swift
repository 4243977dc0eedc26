import Engine
import Testing

@Suite("Which passwords are taken")
struct PasswordPolicyTests {
    private let known = ["Anna Kowalska", "anna.kowalska@shop.example"]

    @Test(
        "Long ones that are somebody's own are taken",
        arguments: [
            "correct horse battery staple", "three words more", "zażółć gęślą jaźń", "xk4!9Qz_rw7T", "🐎🔋📎✅🐎🔋📎✅🌍🌒🌓🌔",
            "anna likes warm bread", "482019573316",
        ])
    func taken(password: String) { #expect(PasswordPolicy.fault(password, known: known) == nil) }

    @Test(
        "Short, common and personal ones are refused",
        arguments: [
            ("", "at least"), ("elevenchars", "at least"), ("password1234", "everybody"),
            ("P@ssw0rd2026!", "everybody"),
            ("MyPassword!!!", "everybody"), ("qwerty123456", "everybody"), ("Welcome2Echelon", "everybody"),
            ("iloveyou12345", "everybody"), ("123456789012", "row"), ("abcdefghijkl", "row"), ("210987654321", "row"),
            ("aaaaaaaaaaaa", "again"), ("ababababababab", "again"), ("annakowalska1", "name"),
            ("Kowalska2026!!", "name"),
            ("anna@shop.example", "name"),
        ])
    func refused(password: String, why: String) {
        let fault = PasswordPolicy.fault(password, known: known)
        #expect(fault?.contains(why) == true, "\(fault ?? "taken")")
    }

    @Test("From 12 characters to 256 bytes")
    func bounds() {
        #expect(PasswordPolicy.fault("river stone", known: []) != nil)
        #expect(PasswordPolicy.fault("river stones", known: []) == nil)
        let phrase = String(repeating: "river stones, ", count: 20)
        #expect(PasswordPolicy.fault(String(phrase.prefix(256)), known: []) == nil)
        #expect(PasswordPolicy.fault(String(phrase.prefix(257)), known: []) != nil)
    }
}
