package dev.rollcall.adoption;

/// The right of a node to work on an adoption.
///
/// @param id the adoption
/// @param epoch which beginning of it this is
/// @param dryRun whether it only looks
/// @param actor in whose name anything is given to users
record AdoptionLease(long id, int epoch, boolean dryRun, String actor) {
}
