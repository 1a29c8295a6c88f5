package dev.rollcall.adoption;

/// Who a line turned out to be.
public enum LineResult {
    /// A user of a directory.
    MATCHED,
    /// It could be one or another: a person has to decide.
    AMBIGUOUS,
    /// In the application, but in no directory.
    ORPHAN,
    /// The line does not say.
    INVALID,
    /// In a directory, but not in the application's list.
    NOT_IN_APPLICATION
}
