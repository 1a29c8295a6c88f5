package dev.rollcall.customers;

/// How a directory is. If several are true, the last of them in this order is the one that is named.
public enum DirectoryState {
    /// Nothing is wrong with it.
    WORKING,
    /// It is not enabled, or nobody has come from it yet: that is for the customer.
    WAITING,
    /// It used to be busy, and nothing has come from it for unusually long.
    QUIET,
    /// The token that the customer's directory signs in with expires soon.
    TOKEN_EXPIRING,
    /// That token has expired.
    TOKEN_EXPIRED,
    /// Runs do not get to see all of it.
    FAILING,
    /// Scalekit does not have it any more.
    GONE
}
