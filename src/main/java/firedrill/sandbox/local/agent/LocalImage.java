package firedrill.sandbox.local.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an image's own configuration would say.
 *
 * @param files programs that appear inside the container
 * @param workingDir default {@code /}
 * @param user numeric uid, null for the runtime's own
 * @param listens a port that its program opens, or null. Kubelet looks at new containers once a
 *     second, so what is Ready without a probe has had that time; here the port is waited for
 */
record LocalImage(
    List<ProgramFile> files,
    List<String> entrypoint,
    List<String> cmd,
    Map<String, String> env,
    String workingDir,
    Integer user,
    Integer listens) {

  /**
   * One program in the image.
   *
   * @param program logical name, given to the {@link ProgramResolver}
   * @param at absolute path inside the container
   */
  public record ProgramFile(String program, String at) {}

  public LocalImage {
    files = files == null ? List.of() : List.copyOf(files);
    entrypoint = entrypoint == null ? List.of() : List.copyOf(entrypoint);
    cmd = cmd == null ? List.of() : List.copyOf(cmd);
    env = env == null ? Map.of() : Map.copyOf(env);
    workingDir = workingDir == null ? "/" : workingDir;
  }

  /** All of it; the same in every JVM, which the order of a copied map is not. */
  String text() {
    return String.join(
        " ",
        files.toString(),
        entrypoint.toString(),
        cmd.toString(),
        new TreeMap<>(env).toString(),
        workingDir,
        String.valueOf(user),
        String.valueOf(listens));
  }
}
