package drills;

import firedrill.fault.Fault;
import firedrill.fault.PowerOff;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;
import java.util.Map;

/**
 * The cables of a site are pulled in place of its plugs: to everybody else it is gone, and it runs
 * on. It is asked for as the loss of the site, and that loss has its witness.
 */
record SiteLooksDown(Sandbox sandbox, String site, PowerOff loss) implements Fault {

  static SiteLooksDown of(Sandbox sandbox, String site) {
    return new SiteLooksDown(sandbox, site, PowerOff.ofSite(sandbox, site));
  }

  private List<Node> hosts() {
    return sandbox.nodes().stream().filter(n -> n.spec().site().equals(site)).toList();
  }

  @Override
  public String name() {
    return "site-looks-down";
  }

  @Override
  public String target() {
    return loss.target();
  }

  @Override
  public Undo undo() {
    return Undo.of("plug the cables in again", Map.of("nodes", target()), this::restore);
  }

  private void restore() {
    hosts().forEach(sandbox.network()::linkUp);
  }

  @Override
  public void inject() {
    hosts().forEach(sandbox.network()::linkDown);
  }

  @Override
  public Witness witness() {
    return loss.witness();
  }
}
