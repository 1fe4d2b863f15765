package firedrill.sandbox.local.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an image's own configuration would say. What it has only under a real kubelet is passed
 * over.
 *
 * @param files programs that appear inside the container
 * @param variables names of settings of its own that a manifest gives it and from which no client
 *     takes its way; the guard is told of them
 * @param workingDir default {@code /}
 * @param user numeric uid, null for the runtime's own
 * @param listens a port that its program opens, or null. Kubelet looks at new containers once a
 *     second, so what is Ready without a probe has had that time; here the port is waited for
 */
@JsonIgnoreProperties("inContainers")
record LocalImage(
    List<ProgramFile> files,
    List<String> entrypoint,
    List<String> cmd,
    Map<String, String> env,
    Set<String> variables,
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
    variables = variables == null ? Set.of() : Set.copyOf(variables);
    workingDir = workingDir == null ? "/" : workingDir;
  }

  /** All of it; the same in every JVM, which the order of a copied map is not. */
  String text() {
    String said =
        String.join(
            " ",
            files.toString(),
            entrypoint.toString(),
            cmd.toString(),
            new TreeMap<>(env).toString(),
            workingDir,
            String.valueOf(user),
            String.valueOf(listens));
    return variables.isEmpty() ? said : said + " " + new TreeSet<>(variables);
  }
}
