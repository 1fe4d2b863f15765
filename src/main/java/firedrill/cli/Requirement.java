package firedrill.cli;

import java.util.Optional;

/**
 * One thing the machine must have.
 *
 * @param detail what was found, or what is wrong
 * @param remedy what to do about it; empty if nothing is wrong
 * @param debianPackage what to install, if that is the remedy or would be good to have
 */
record Requirement(
    String id, boolean ok, String detail, Optional<String> remedy, Optional<String> debianPackage) {

  static Requirement ok(String id, String detail) {
    return new Requirement(id, true, detail, Optional.empty(), Optional.empty());
  }

  /** Not there, and drills run without it. */
  static Requirement optional(String id, String detail, String debianPackage) {
    return new Requirement(id, true, detail, Optional.empty(), Optional.of(debianPackage));
  }

  static Requirement missing(String id, String detail, String remedy) {
    return new Requirement(id, false, detail, Optional.of(remedy), Optional.empty());
  }

  static Requirement notInstalled(String id, String debianPackage) {
    return new Requirement(
        id, false, "not installed", Optional.empty(), Optional.of(debianPackage));
  }
}
