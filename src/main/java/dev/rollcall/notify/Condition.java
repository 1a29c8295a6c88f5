package dev.rollcall.notify;

/// Something that wants a person, for as long as it does.
///
/// @param kind what kind of thing it is, one for each source and sentence
/// @param subject what it is about, so that it is known again; empty if there is one of its kind
/// @param sentence what it is, in words, without people: names of customers come from [CustomerNames]
/// @param path the page of the console where one sees it
record Condition(String kind, String subject, String sentence, String path) {

    /// {@return what it is known again by}
    String id() {
        return kind + ":" + subject;
    }
}
