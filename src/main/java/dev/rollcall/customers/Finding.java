package dev.rollcall.customers;

/// Something that is true of a directory.
///
/// @param state what it is
/// @param words the same in a few words for a table, such as `quiet for 9 days`
/// @param sentence the same as a sentence that says why, or what is to be done
public record Finding(DirectoryState state, String words, String sentence) {
}
