package firedrill.ground;

/**
 * Where programs are built that this JVM cannot build.
 *
 * @param where as a sentence goes on, for example {@code in a container}
 * @param jvm the one that builds them there
 */
public record ProgramBuilder(String where, LabJvm jvm) {}
