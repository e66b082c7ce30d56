// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IPaynodeEscrow} from "../src/IPaynodeEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {TestGovernor} from "./governance/TestGovernor.sol";
import {TestVotes} from "./governance/TestVotes.sol";
import {vm} from "./Vm.sol";

/// @notice The admin behind a timelock, and a governor taking its place.
contract GovernanceTest is EscrowTest {
    uint256 private constant DELAY = 2 days;

    TimelockController private timelock;
    TimelockController private governedTimelock;
    TestGovernor private governor;

    function setUp() public override {
        address council = _named("council");
        timelock = _newTimelock(council, council);
        admin = address(timelock);
        super.setUp();

        TestVotes votes = new TestVotes(payer);
        vm.prank(payer);
        votes.delegate(payer);
        governedTimelock = _newTimelock(address(0), address(0));
        governor = new TestGovernor(votes, governedTimelock);
        governedTimelock.grantRole(governedTimelock.PROPOSER_ROLE(), address(governor));
        governedTimelock.grantRole(governedTimelock.EXECUTOR_ROLE(), address(governor));
        governedTimelock.renounceRole(governedTimelock.DEFAULT_ADMIN_ROLE(), address(this));
        vm.warp(block.timestamp + 1);
    }

    function test_The_admin_behind_a_timelock_cannot_act_before_its_delay() public {
        bytes memory call = abi.encodeCall(escrow.setProtocolFee, (uint16(10)));
        vm.startPrank(_named("council"));
        vm.expectRevert(
            abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _named("council"))
        );
        escrow.setProtocolFee(10);

        timelock.schedule(address(escrow), 0, call, 0, 0, DELAY);
        vm.warp(block.timestamp + DELAY - 1);
        vm.expectRevert();
        timelock.execute(address(escrow), 0, call, 0, 0);
        vm.warp(block.timestamp + 1);
        timelock.execute(address(escrow), 0, call, 0, 0);
        vm.assertEq(escrow.protocolFeeBps(), 10);
    }

    function test_Within_the_timelocks_delay_every_payer_can_leave() public {
        bytes32 orderId = _lock(_terms());
        vm.prank(_named("council"));
        timelock.schedule(address(escrow), 0, abi.encodeCall(escrow.setOperator, (stranger)), 0, 0, DELAY);
        vm.warp(deadline);
        vm.assertTrue(deadline < block.timestamp + DELAY);
        _refundBy(payer, orderId);
        vm.assertEq(usd.balanceOf(refundTo), AMOUNT);
    }

    function test_A_governor_with_a_timelock_takes_the_admins_place_and_governs() public {
        _councilDoes(abi.encodeWithSignature("transferOwnership(address)", address(governedTimelock)));
        vm.assertEq(escrow.owner(), address(timelock));
        _voteAndExecute(abi.encodeWithSignature("acceptOwnership()"));
        vm.assertEq(escrow.owner(), address(governedTimelock));

        _voteAndExecute(abi.encodeCall(escrow.setProtocolFee, (uint16(25))));
        vm.assertEq(escrow.protocolFeeBps(), 25);

        // The council has nothing left to say.
        vm.startPrank(_named("council"));
        timelock.schedule(address(escrow), 0, abi.encodeCall(escrow.pauseNewOrders, ()), 0, 0, DELAY);
        vm.warp(block.timestamp + DELAY);
        vm.expectRevert(IPaynodeEscrow.NotOperatorOrAdmin.selector);
        timelock.execute(address(escrow), 0, abi.encodeCall(escrow.pauseNewOrders, ()), 0, 0);
    }

    function test_Governance_cannot_reach_locked_funds() public {
        bytes32 orderId = _lock(_terms());
        _councilDoes(abi.encodeWithSignature("transferOwnership(address)", address(governedTimelock)));
        _voteAndExecute(abi.encodeWithSignature("acceptOwnership()"));
        bytes memory theft =
            abi.encodeCall(escrow.release, (_one(IPaynodeEscrow.Release(orderId, stranger, AMOUNT, ""))));
        (address[] memory targets, bytes[] memory calls, uint256[] memory values) = _voteAndQueue(theft);
        vm.expectRevert(IPaynodeEscrow.NotOperator.selector);
        governor.execute(targets, values, calls, keccak256(""));
        _assertStatus(orderId, IPaynodeEscrow.OrderStatus.Locked, AMOUNT);
    }

    function _councilDoes(bytes memory call) private {
        vm.startPrank(_named("council"));
        timelock.schedule(address(escrow), 0, call, 0, 0, DELAY);
        vm.warp(block.timestamp + DELAY);
        timelock.execute(address(escrow), 0, call, 0, 0);
        vm.stopPrank();
    }

    function _voteAndExecute(bytes memory call) private {
        (address[] memory targets, bytes[] memory calls, uint256[] memory values) = _voteAndQueue(call);
        governor.execute(targets, values, calls, keccak256(""));
    }

    /// Proposes, votes and queues, and waits until the proposal can be executed.
    function _voteAndQueue(bytes memory call)
        private
        returns (address[] memory targets, bytes[] memory calls, uint256[] memory values)
    {
        targets = new address[](1);
        targets[0] = address(escrow);
        calls = new bytes[](1);
        calls[0] = call;
        values = new uint256[](1);
        vm.prank(payer);
        uint256 proposal = governor.propose(targets, values, calls, "");
        vm.warp(block.timestamp + governor.votingDelay() + 1);
        vm.prank(payer);
        governor.castVote(proposal, 1);
        vm.warp(block.timestamp + governor.votingPeriod() + 1);
        governor.queue(targets, values, calls, keccak256(""));
        vm.warp(block.timestamp + DELAY);
    }

    function _newTimelock(address proposer, address executor) private returns (TimelockController) {
        address[] memory proposers = new address[](proposer == address(0) ? 0 : 1);
        address[] memory executors = new address[](executor == address(0) ? 0 : 1);
        if (proposer != address(0)) proposers[0] = proposer;
        if (executor != address(0)) executors[0] = executor;
        return new TimelockController(DELAY, proposers, executors, address(this));
    }
}
