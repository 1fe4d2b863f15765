package firedrill.sandbox.local.agent;

import java.util.List;
import java.util.Map;

/**
 * What an image's own configuration would say.
 *
 * @param files programs that appear inside the container
 * @param workingDir default {@code /}
 * @param user numeric uid, null for the runtime's own
 */
public record LocalImage(
    List<ProgramFile> files,
    List<String> entrypoint,
    List<String> cmd,
    Map<String, String> env,
    String workingDir,
    Integer user) {

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
}
