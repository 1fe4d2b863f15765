package firedrill.component.longhorn;

import java.util.Map;

/**
 * What Longhorn says of a volume's engine. The managers ask the engine every 5 s (longhorn-manager
 * 1.12.0, {@code EnginePollInterval}); modes are as old as that.
 *
 * @param port of its control service, another one after each attachment; 0 while it is down
 * @param replicaModes RW, WO or ERR by replica name
 * @param state running, stopped, error, starting, stopping or unknown
 * @param instanceManager pod in which it runs, empty while it is down
 */
public record EngineState(
    String name,
    String volume,
    String node,
    String endpoint,
    int port,
    Map<String, String> replicaModes,
    String state,
    String instanceManager) {

  static EngineState of(Resource r) {
    return new EngineState(
        r.name(),
        r.text("spec", "volumeName"),
        r.text("spec", "nodeID"),
        r.text("status", "endpoint"),
        (int) r.number("status", "port"),
        r.texts("status", "replicaModeMap"),
        r.text("status", "currentState"),
        r.text("status", "instanceManagerName"));
  }
}
