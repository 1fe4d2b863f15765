package firedrill.component.vault;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** A part of Vault, which says for both what is real. */
record DatabaseEngineComponent(Leases leases) implements Component<DatabaseEngine> {

  @Override
  public String name() {
    return "vault engines";
  }

  @Override
  public Class<DatabaseEngine> type() {
    return DatabaseEngine.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Vault.class, DatabaseEngine.Source.class);
  }

  @Override
  public DatabaseEngine start(Site site) {
    site.get(Vault.class).configure(site.get(DatabaseEngine.Source.class).forVault(), leases);
    return new DatabaseEngine(leases);
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
