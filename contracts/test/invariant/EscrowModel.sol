// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../../src/IPaynodeEscrow.sol";

/// @notice What must be true of the escrow, kept apart from it: for each order what came in and where it went, for
/// each token what the escrow must hold.
/// @dev Stored compactly, because a campaign writes here a hundred thousand times: terms are made again from the
/// few words that they were first made from.
abstract contract EscrowModel {
    struct Quote {
        bytes32 orderId;
        uint256 seed;
        uint96 amount;
        uint40 quotedAt;
        uint16 feeBps;
    }

    struct Account {
        uint80 locked;
        uint80 released;
        uint80 refunded;
    }

    uint256 internal constant PEOPLE = 3;

    Quote[] internal _quotes;
    uint32[] internal _locked;
    mapping(uint256 quote => Account) internal _accounts;
    mapping(address token => uint256) internal _expected;

    mapping(address token => mapping(address account => uint256)) public credit;

    /// Sent to the escrow by mistake, which nothing can take out again.
    mapping(address token => uint256) public stray;

    uint64 public calls;
    uint64 public reverts;

    /// What the escrow must hold: what is locked, what is credited and what is lost to it.
    function expectedBalance(address token) external view returns (uint256) {
        return _expected[token];
    }

    function lockedCount() external view returns (uint256) {
        return _locked.length;
    }

    function quotedCount() external view returns (uint256) {
        return _quotes.length;
    }

    function lockedOrder(uint256 index) external view returns (bytes32 orderId, Account memory account) {
        return (_quotes[_locked[index]].orderId, _accounts[_locked[index]]);
    }

    function termsOf(uint256 quote) public view returns (IPaynodeEscrow.Terms memory) {
        return _termsFrom(quote, _quotes[quote]);
    }

    function _token(uint256 seed) internal view virtual returns (address);

    function _termsFrom(uint256 number, Quote memory quote)
        internal
        view
        returns (IPaynodeEscrow.Terms memory)
    {
        uint256 seed = quote.seed;
        return IPaynodeEscrow.Terms({
            orderRef: bytes32(number + 1),
            token: _token(seed),
            amount: quote.amount,
            payer: _person("payer", seed >> 8),
            refundTo: _person("refundTo", seed >> 16),
            deadline: uint64(quote.quotedAt + 1 + (seed >> 24) % 2 hours),
            protocolFeeBps: quote.feeBps,
            integratorFeeBps: uint16((seed >> 40) % 1001),
            integrator: _person("integrator", seed >> 56),
            mode: IPaynodeEscrow.ReleaseMode.Operator
        });
    }

    function _modelLock(uint256 quote, address token) internal {
        _locked.push(uint32(quote));
        _accounts[quote].locked = uint80(_quotes[quote].amount);
        _expected[token] += _quotes[quote].amount;
    }

    /// How much of `asked` the escrow must release: all of it or nothing.
    function _modelRelease(uint256 quote, uint256 asked) internal returns (uint256 amount) {
        amount = asked != 0 && asked <= _remaining(quote) ? asked : 0;
        if (amount != 0) _accounts[quote].released += uint80(amount);
    }

    /// What the escrow must refund: all that is left, or nothing while only the operator may.
    function _modelRefund(uint256 quote, uint256 deadline, bool byOperator)
        internal
        returns (uint256 amount)
    {
        amount = byOperator || block.timestamp >= deadline ? _remaining(quote) : 0;
        if (amount != 0) _accounts[quote].refunded += uint80(amount);
    }

    function _remaining(uint256 quote) internal view returns (uint256) {
        Account memory account = _accounts[quote];
        return account.locked - account.released - account.refunded;
    }

    function _person(string memory role, uint256 index) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(role, index % PEOPLE)))));
    }
}
