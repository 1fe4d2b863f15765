package firedrill.fault;

import firedrill.component.longhorn.Installation;
import firedrill.component.longhorn.Longhorn;
import java.util.List;
import java.util.function.Supplier;

/**
 * Longhorn's custom resource definitions are deleted, finalizers stripped, as upstream's page on
 * problems with an uninstallation tells: nobody cleans up, and the replicas' directories stay.
 */
public final class LonghornDefinitionsWiped extends LonghornLoss {

  private final Supplier<List<String>> directories;

  /**
   * @param directories replica directories on all nodes, for the witness
   */
  public LonghornDefinitionsWiped(Longhorn longhorn, Supplier<List<String>> directories) {
    super(longhorn, "install Longhorn again; its volumes come back only by recovery");
    this.directories = directories;
  }

  @Override
  public String name() {
    return "longhorn-definitions-wiped";
  }

  @Override
  public void inject() {
    Installation installed = longhorn.installation();
    installed.deleteManagers();
    installed.deleteWebhookConfigurations();
    installed.wipeCustomResources();
    installed.deleteDefinitions();
    installed.deleteNamespace();
  }

  @Override
  public Witness witness() {
    return () -> {
      boolean none = !longhorn.installation().hasDefinitions();
      List<String> left = directories.get();
      return Evidence.of(
          none && !left.isEmpty(),
          (none ? "no definition of longhorn.io is left" : "definitions of longhorn.io are left")
              + "; "
              + left.size()
              + " replica directories still lie on the nodes: "
              + left);
    };
  }
}
