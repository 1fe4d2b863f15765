package firedrill.sandbox.machine;

import java.util.Optional;

/**
 * One thing the machine must have.
 *
 * @param detail what was found, or what is wrong
 * @param remedy what to do about it; empty if nothing is wrong
 * @param debianPackage what to install, if that is the remedy or would be good to have
 */
public record Requirement(
    String id, boolean ok, String detail, Optional<String> remedy, Optional<String> debianPackage) {

  public static Requirement ok(String id, String detail) {
    return new Requirement(id, true, detail, Optional.empty(), Optional.empty());
  }

  /** Not there, and drills run without it. */
  public static Requirement optional(String id, String detail, String debianPackage) {
    return new Requirement(id, true, detail, Optional.empty(), Optional.of(debianPackage));
  }

  public static Requirement missing(String id, String detail, String remedy) {
    return new Requirement(id, false, detail, Optional.of(remedy), Optional.empty());
  }

  public static Requirement notInstalled(String id, String debianPackage) {
    return new Requirement(
        id, false, "not installed", Optional.empty(), Optional.of(debianPackage));
  }

  /** A program, installed or unpacked. */
  public static Requirement program(Machine machine, String program, String debianPackage) {
    return machine
        .find(program)
        .map(path -> ok(program, path.toString()))
        .orElseGet(() -> notInstalled(program, debianPackage));
  }
}
