internal import COpenSSL

/// Why a certificate was not accepted, in words.
enum CertificateVerdict {
    /// - Parameters:
    ///   - verdict: OpenSSL's `X509_V_ERR_…`
    ///   - host: whom the client asked for.
    static func words(for verdict: Int, host: String) -> String {
        switch Int32(truncatingIfNeeded: verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED: "it, or one that issued it, has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID: "it, or one that issued it, is not valid yet; is the clock right?"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: "it was issued for a host other than \(host)"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed, and not among those that are trusted"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            "its issuer is unknown here, or the server leaves out a certificate between"
        default: library(verdict)
        }
    }

    private static func library(_ verdict: Int) -> String {
        // OpenSSL answers a constant for every number.
        guard let text = unsafe X509_verify_cert_error_string(verdict) else { return "error \(verdict)" }
        return unsafe String(cString: text)
    }
}
