package dev.rollcall.adoption;

/// What was asked of an adoption is not possible as it is now.
public final class AdoptionConflictException extends RuntimeException {

    AdoptionConflictException(String message) {
        super(message);
    }
}
