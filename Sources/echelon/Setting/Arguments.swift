public import ArgumentParser
public import Domain
public import Engine

// What can be written on the command line.

extension Account.Role: ExpressibleByArgument {}
extension AccessToken.Scope: ExpressibleByArgument {}
extension Platform: ExpressibleByArgument {}
extension RunTask: ExpressibleByArgument {}
