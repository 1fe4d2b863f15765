package firedrill.sandbox.k3d;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.guard.ContainerMark;
import firedrill.guard.Guard;
import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One container of a lab. Before it is changed its mark is looked at, by the id that it had. */
final class LabContainer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine;
  private final ContainerMark mark;
  private final String name;
  private final ContainerShell shell;
  private String id;
  private Optional<String> lastAddress = Optional.empty();
  private List<String> lastAliases = List.of();

  /**
   * @param name of the container, which need not exist yet
   */
  LabContainer(Engine engine, Guard guard, String name) {
    this.engine = engine;
    this.mark = new ContainerMark(guard, name);
    this.name = name;
    this.shell = new ContainerShell(engine, name);
  }

  public String name() {
    return name;
  }

  /** Labels that it must be created with. */
  Map<String, String> labels() {
    return mark.labels();
  }

  /** Writes down which one was created. */
  void created() {
    id = engine.run("inspect", "--format", "{{.Id}}", name);
    mark.created(id);
  }

  /**
   * Looks at its mark.
   *
   * @throws firedrill.guard.GuardRefusal unless this run created it
   */
  public void requireOurs() {
    String found = engine.run("inspect", "--format", "{{.Id}} {{json .Config.Labels}}", handle());
    int space = found.indexOf(' ');
    mark.require(found.substring(0, space), labels(found.substring(space + 1)));
  }

  private static Map<String, String> labels(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine tells no labels: " + e.getOriginalMessage(), e);
    }
  }

  /** What the engine is told: nobody else gets its id, as a renamed one may get its name. */
  String handle() {
    return id == null ? name : id;
  }

  boolean isRunning() {
    Command.Result found =
        engine.attempt(List.of("inspect", "--format", "{{.State.Running}}", name), "");
    return found.ok() && found.out().strip().equals("true");
  }

  /** Its address on a network of the lab's; empty text while it does not run. */
  String address(String network) {
    return engine.run(
        "inspect",
        "--format",
        "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}",
        name);
  }

  /** Notes its address, which {@link #readdress} gives it again; the last one while it has none. */
  void remember(String network) {
    Optional<String> now = Optional.of(address(network)).filter(address -> !address.isEmpty());
    lastAddress = now.or(() -> lastAddress);
  }

  /**
   * Gives it the address that it had, while it does not run: else the engine gives the lowest that
   * is free, and machines that start in another order have each other's.
   */
  void readdress(String network) {
    requireOurs();
    if (lastAddress.isPresent()) {
      disconnect(network);
      plugIn(network);
    }
  }

  /** Takes it off a network while it runs. */
  void unplug(String network) {
    requireOurs();
    remember(network);
    disconnect(network);
  }

  /** The engine forgets by which names the network knew it. */
  private void disconnect(String network) {
    String found =
        engine.run(
            "inspect",
            "--format",
            "{{json (index .NetworkSettings.Networks \"" + network + "\").Aliases}}",
            handle());
    lastAliases = aliases(found, handle());
    engine.run("network", "disconnect", network, handle());
  }

  /**
   * Names that were given to it on a network.
   *
   * @param json a list, or null
   * @param id whose beginning the engine itself adds to them, anew each time
   */
  static List<String> aliases(String json, String id) {
    try {
      List<String> all = JSON.readValue(json, new TypeReference<List<String>>() {});
      return all == null
          ? List.of()
          : all.stream().distinct().filter(alias -> !id.startsWith(alias)).toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine tells no names: " + e.getOriginalMessage(), e);
    }
  }

  /** Puts it back on a network, at the address and by the names that it had. */
  void plugIn(String network) {
    requireOurs();
    lastAddress.ifPresent(
        address -> {
          List<String> words = new ArrayList<>(List.of("network", "connect", "--ip", address));
          lastAliases.forEach(alias -> words.addAll(List.of("--alias", alias)));
          words.addAll(List.of(network, handle()));
          engine.run(words);
        });
  }

  /**
   * Runs a program in it.
   *
   * @return what it printed, without ends of line behind it
   * @throws IllegalStateException with what it said when it fails
   */
  String exec(String... words) {
    Command.Result result = attempt(words);
    if (!result.ok()) {
      throw new IllegalStateException(words[0] + " in " + name + ": " + result.output().strip());
    }
    return result.out().strip();
  }

  /** The same for one that may fail. */
  Command.Result attempt(String... words) {
    return shell.run(words);
  }

  Engine engine() {
    return engine;
  }
}
