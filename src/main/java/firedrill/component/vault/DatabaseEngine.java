package firedrill.component.vault;

import firedrill.component.Component;

/**
 * That Vault issues logins of a database, and lets VSO in to ask for them.
 *
 * @param leases how long they live
 */
public record DatabaseEngine(Leases leases) {

  /** A database that Vault may issue logins of. */
  public interface Source {

    /** What Vault needs to know of it. */
    DatabaseAccess forVault();
  }

  /** Of the lab's one database. */
  public static Component<DatabaseEngine> component(Leases leases) {
    return new DatabaseEngineComponent(leases);
  }
}
