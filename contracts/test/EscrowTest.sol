// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {TestUsd} from "../src/TestUsd.sol";
import {IEscrow} from "./IEscrow.sol";
import {vm} from "./Vm.sol";

/// @notice An escrow over a test dollar, its people, and the one place where terms are made.
abstract contract EscrowTest {
    /// Makes the test runner treat this contract as a test.
    bool public constant IS_TEST = true;

    uint256 internal constant PAYER_KEY = 0xA11CE;
    uint16 internal constant FEE_BPS = 50;
    uint16 internal constant INTEGRATOR_FEE_BPS = 100;
    uint256 internal constant AMOUNT = 100e6;

    address internal payer = vm.addr(PAYER_KEY);
    address internal refundTo = _named("refundTo");
    address internal provider = _named("provider");
    address internal secondProvider = _named("secondProvider");
    address internal integrator = _named("integrator");
    address internal feeReceiver = _named("feeReceiver");
    address internal operator = _named("operator");
    address internal admin = _named("admin");
    address internal stranger = _named("stranger");

    TestUsd internal usd;
    IEscrow internal escrow;
    uint64 internal deadline;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deadline = uint64(block.timestamp + 1 hours);
        usd = TestUsd(vm.deployCode("artifacts/TestUsd.json"));
        escrow = _deployEscrow(address(usd));
    }

    function _deployEscrow(address token) internal returns (IEscrow) {
        address[] memory tokens = new address[](1);
        tokens[0] = token;
        bytes memory arguments = abi.encode(admin, operator, feeReceiver, FEE_BPS, tokens);
        return IEscrow(vm.deployCode("artifacts/PaynodeEscrow.json", arguments));
    }

    /// Terms that every test starts from.
    function _terms() internal view returns (IPaynodeEscrow.Terms memory) {
        return _terms(1);
    }

    function _terms(uint256 number) internal view returns (IPaynodeEscrow.Terms memory) {
        return IPaynodeEscrow.Terms({
            orderRef: bytes32(number << 128),
            token: address(usd),
            amount: AMOUNT,
            payer: payer,
            refundTo: refundTo,
            deadline: deadline,
            protocolFeeBps: FEE_BPS,
            integratorFeeBps: INTEGRATOR_FEE_BPS,
            integrator: integrator,
            mode: IPaynodeEscrow.ReleaseMode.Operator
        });
    }

    function _confirmedTerms() internal view returns (IPaynodeEscrow.Terms memory terms) {
        terms = _terms();
        terms.mode = IPaynodeEscrow.ReleaseMode.Confirmed;
    }

    /// The payer funds the order by `lock`.
    function _lock(IPaynodeEscrow.Terms memory terms) internal returns (bytes32 orderId) {
        usd.mint(payer, terms.amount);
        vm.startPrank(payer);
        usd.approve(address(escrow), terms.amount);
        escrow.lock(terms);
        vm.stopPrank();
        return escrow.orderIdOf(terms);
    }

    /// Tokens arrive at the order's deposit address, as from an exchange.
    function _deposit(IPaynodeEscrow.Terms memory terms, uint256 amount) internal returns (address deposit) {
        deposit = escrow.depositAddressOf(terms);
        usd.mint(deposit, amount);
    }

    function _release(bytes32 orderId, address to, uint256 amount) internal {
        _release(orderId, to, amount, "");
    }

    function _release(bytes32 orderId, address to, uint256 amount, bytes memory signature) internal {
        vm.prank(operator);
        escrow.release(_one(IPaynodeEscrow.Release(orderId, to, amount, signature)));
    }

    function _refundBy(address caller, bytes32 orderId) internal {
        vm.prank(caller);
        escrow.refund(_one(orderId));
    }

    function _confirm(bytes32 orderId, address to, uint256 amount, uint256 remaining)
        internal
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(PAYER_KEY, escrow.confirmationHash(orderId, to, amount, remaining));
        return abi.encodePacked(r, s, v);
    }

    function _expectLockRefused(bytes32 orderId, bytes4 reason) internal {
        vm.expectRevert(abi.encodeWithSelector(IPaynodeEscrow.LockRefused.selector, orderId, reason));
    }

    function _expectReleaseSkipped(bytes32 orderId, bytes4 reason) internal {
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.ReleaseSkipped(orderId, reason);
    }

    function _expectRefundSkipped(bytes32 orderId, bytes4 reason) internal {
        vm.expectEmit(address(escrow));
        emit IPaynodeEscrow.RefundSkipped(orderId, reason);
    }

    function _assertStatus(bytes32 orderId, IPaynodeEscrow.OrderStatus status, uint256 remaining)
        internal
        view
    {
        IPaynodeEscrow.Order memory order = escrow.orderOf(orderId);
        vm.assertEq(uint256(order.status), uint256(status), "status");
        vm.assertEq(order.remaining, remaining, "remaining");
    }

    function _one(IPaynodeEscrow.Release memory item)
        internal
        pure
        returns (IPaynodeEscrow.Release[] memory list)
    {
        list = new IPaynodeEscrow.Release[](1);
        list[0] = item;
    }

    function _one(bytes32 item) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = item;
    }

    function _named(string memory name) internal returns (address account) {
        account = address(uint160(uint256(keccak256(bytes(name)))));
        vm.label(account, name);
    }
}
