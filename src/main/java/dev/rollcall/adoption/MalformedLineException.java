package dev.rollcall.adoption;

/// A line does not say which user it is about. The message is a sentence that says what is wrong, without the line's number.
final class MalformedLineException extends RuntimeException {

    MalformedLineException(String why) {
        super(why, null, false, false);
    }
}
