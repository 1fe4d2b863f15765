package firedrill.sandbox.local.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * All that is needed to start one container; everything is resolved, nothing is left to expand.
 *
 * @param name container name within the pod
 * @param argv program and arguments; the program may be a bare name to be found on PATH
 * @param env the whole environment: nothing of the JVM's own is inherited
 * @param variables names among them that its image declares: settings of its programs alone
 * @param workingDir absolute path inside the container
 * @param mounts volumes and program files, in mount order (parents first)
 * @param log gets stdout and stderr, appended; its directory exists
 * @param runAsUser empty: the runtime's own user
 * @param runAsGroup empty: the runtime's own group
 */
public record ContainerSpec(
    String name,
    List<String> argv,
    Map<String, String> env,
    Set<String> variables,
    String workingDir,
    List<Mount> mounts,
    Path log,
    OptionalInt runAsUser,
    OptionalInt runAsGroup) {

  public ContainerSpec {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    variables = Set.copyOf(variables);
    mounts = List.copyOf(mounts);
  }
}
