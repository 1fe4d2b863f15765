package firedrill.component.vault;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.storage.DefaultStorage;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when it is initialised and unsealed. */
final class VaultComponent implements Component<Vault> {

  private static final String PROGRAM = "vault";

  @Override
  public String name() {
    return "vault";
  }

  @Override
  public Class<Vault> type() {
    return Vault.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(PROGRAM);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, DefaultStorage.class, Nodes.class);
  }

  @Override
  public Vault start(Site site) {
    Vault vault = new Vault(site.platform(), site.directory());
    vault.install(site.manifests());
    vault.initialise();
    return vault;
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.real(PROGRAM));
  }
}
