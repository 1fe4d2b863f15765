package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kubernetes' rule for command and args against the image's entrypoint and cmd. */
final class ContainerCommand {

  private ContainerCommand() {}

  /**
   * A given command silences the image's cmd too; args alone replace only the cmd.
   *
   * @param env what {@code $(VAR)} may refer to
   */
  static List<String> argv(Container container, LocalImage image, Map<String, String> env) {
    List<String> command = nonNull(container.getCommand());
    List<String> args = nonNull(container.getArgs());
    List<String> argv = new ArrayList<>();
    if (!command.isEmpty()) {
      command.forEach(c -> argv.add(Expansion.expand(c, env)));
    } else {
      argv.addAll(image.entrypoint());
      if (args.isEmpty()) {
        argv.addAll(image.cmd());
      }
    }
    args.forEach(a -> argv.add(Expansion.expand(a, env)));
    return argv;
  }

  private static List<String> nonNull(List<String> list) {
    return list == null ? List.of() : list;
  }
}
