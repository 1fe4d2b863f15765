package firedrill.sandbox.local.machine;

import firedrill.sandbox.machine.Machine;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.machine.SandboxNeeds;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Really makes namespaces, and on failure looks for the setting that forbids them. */
record NamespaceCheck(Machine machine) {
  private static final String ID = "namespaces";
  private static final List<String> TRY =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "--net",
          "--mount",
          "--pid",
          "--uts",
          "--ipc",
          "--fork",
          "--kill-child",
          "--mount-proc",
          "true");

  private record Setting(String name, String forbidding, String remedy) {
    Path file() {
      return Path.of("/proc/sys", name.replace('.', '/'));
    }
  }

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(
              "kernel.unprivileged_userns_clone",
              "0",
              "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
          new Setting(
              "kernel.apparmor_restrict_unprivileged_userns",
              "1",
              "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
                  + " (Ubuntu 24.04 and later; or an AppArmor profile that allows userns)"),
          new Setting(
              "user.max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"));

  Requirement examine() {
    String said;
    try {
      Command.Result result = machine.run(TRY);
      if (result.ok()) {
        return Requirement.ok(ID, "user, net, mount, pid, uts, ipc");
      }
      said = result.output().strip();
    } catch (IOException | TimeoutException e) {
      said = String.valueOf(e.getMessage());
    }
    return Requirement.missing(
        ID, "forbidden (" + said + ")", remedy() + "; or else: " + SandboxNeeds.offers());
  }

  private String remedy() {
    List<String> remedies = new ArrayList<>();
    for (Setting setting : SETTINGS) {
      machine
          .read(setting.file())
          .filter(setting.forbidding()::equals)
          .ifPresent(
              value -> remedies.add(setting.name() + " is " + value + ": " + setting.remedy()));
    }
    if (remedies.isEmpty()
        && (machine.read(Path.of("/.dockerenv")).isPresent()
            || machine.read(Path.of("/run/.containerenv")).isPresent())) {
      remedies.add(
          "this is a container, whose seccomp filter or masked /proc forbids them: start it with"
              + " --privileged, or with --security-opt seccomp=unconfined --security-opt"
              + " apparmor=unconfined --security-opt systempaths=unconfined");
    }
    return remedies.isEmpty()
        ? "no known setting forbids them; look for a security module or seccomp filter, or try as"
            + " root"
        : String.join("; ", remedies);
  }
}
