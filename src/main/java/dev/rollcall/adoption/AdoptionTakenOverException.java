package dev.rollcall.adoption;

/// Another node has begun the adoption: this one must not go on.
final class AdoptionTakenOverException extends RuntimeException {

    AdoptionTakenOverException(long id) {
        super("Adoption %d is another node's.".formatted(id));
    }
}
